import { Button } from '../ui/button.js';

interface ActionsProps {
  readonly onChange?: (() => void) | undefined;
  readonly onRefused?: (() => void) | undefined;
  readonly onOthers?: (() => void) | undefined;
}

export function Actions({ onChange, onRefused, onOthers }: ActionsProps) {
  return (
    <>
      <Button look="primary" disabled={onChange === undefined} onClick={onChange}>
        Make a change
      </Button>
      <Button disabled={onRefused === undefined} onClick={onRefused}>
        One that is refused
      </Button>
      <Button disabled={onOthers === undefined} onClick={onOthers}>
        Somebody else’s
      </Button>
    </>
  );
}

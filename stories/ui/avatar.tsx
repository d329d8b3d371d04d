interface AvatarProps {
  readonly name: string;
  readonly small?: boolean;
}

/** The initial of a name that stands beside it, so it says nothing to a screen reader. */
export function Avatar({ name, small = false }: AvatarProps) {
  return (
    <span className={small ? 'avatar avatar--small' : 'avatar'} aria-hidden="true">
      {name.slice(0, 1)}
    </span>
  );
}

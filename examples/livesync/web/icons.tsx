import type { ReactNode } from 'react';
import type { Status } from '../shared/tracker.js';

/** Drawn on a 16 px grid with the text's own colour; the control that holds one carries the name. */
function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const PencilIcon = () => (
  <Icon>
    <path d="m10.5 3 2.5 2.5-7.5 7.5H3v-2.5Z" />
  </Icon>
);

export const CrossIcon = () => (
  <Icon>
    <path d="m4 4 8 8M12 4l-8 8" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M8 3.5v9M3.5 8h9" />
  </Icon>
);

export const BinIcon = () => (
  <Icon>
    <path d="M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5 5 13h6l.5-8.5" />
  </Icon>
);

export const ChevronIcon = () => (
  <Icon>
    <path d="m5 6.5 3 3 3-3" />
  </Icon>
);

export const CommentIcon = () => (
  <Icon>
    <path d="M13.5 3.5h-11v7.5h2v2.5L8 11h5.5Z" />
  </Icon>
);

export const StatusIcon = ({ status }: { readonly status: Status }) => (
  <Icon>
    <circle cx="8" cy="8" r="5.75" {...(status === 'todo' && { strokeDasharray: '2.4 2.1' })} />
    {status === 'doing' && <path d="M8 5.25a2.75 2.75 0 0 1 0 5.5Z" fill="currentColor" />}
    {status === 'done' && <path d="m5.5 8.2 1.75 1.7 3.25-3.6" />}
  </Icon>
);

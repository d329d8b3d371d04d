import type { ReactNode } from 'react';

/** Drawn on a 16 px grid with the text's own colour; the control that holds one carries the name. */
function Icon({ children, filled = false }: { readonly children: ReactNode; readonly filled?: boolean }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill={filled ? 'currentColor' : 'none'}
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

export const HeartIcon = ({ filled }: { readonly filled: boolean }) => (
  <Icon filled={filled}>
    <path d="M8 13.5S2 10 2 5.8A3.1 3.1 0 0 1 8 4.6a3.1 3.1 0 0 1 6 1.2C14 10 8 13.5 8 13.5Z" />
  </Icon>
);

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

export const ArrowIcon = () => (
  <Icon>
    <path d="M3 8h10M9.5 4.5 13 8l-3.5 3.5" />
  </Icon>
);

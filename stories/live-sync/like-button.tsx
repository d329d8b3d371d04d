import { HeartIcon } from '../ui/icons.js';

interface LikeButtonProps {
  readonly likedBy: readonly string[];
  readonly who: string;
  readonly onChange: (liked: boolean) => void;
}

export function LikeButton({ likedBy, who, onChange }: LikeButtonProps) {
  const liked = likedBy.includes(who);
  return (
    <button type="button" className="button like" aria-pressed={liked} onClick={() => onChange(!liked)}>
      <HeartIcon filled={liked} />
      <span className="visually-hidden">Like, liked by </span>
      {likedBy.length}
    </button>
  );
}

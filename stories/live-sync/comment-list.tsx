import { Avatar } from '../ui/avatar.js';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { CrossIcon } from '../ui/icons.js';
import type { Comment } from './backend/post.js';

interface CommentListProps {
  readonly comments: readonly Comment[];
  readonly who: string;
  readonly isPending: (comment: Comment) => boolean;
  readonly onDelete: (id: string) => void;
}

export function CommentList({ comments, who, isPending, onDelete }: CommentListProps) {
  return (
    <div className="comments">
      {comments.length === 0 && <p className="comments__none">No comments yet.</p>}
      <ol aria-label="Comments">
        {comments.map((comment) => (
          <li className="comment" key={comment.id}>
            <Avatar name={comment.author} small />
            <p className="comment__body">
              <strong>{comment.author}</strong> {comment.text}
            </p>
            {isPending(comment) ? (
              <Badge tone="accent">Sending</Badge>
            ) : (
              comment.author === who && (
                <Button
                  look="quiet"
                  className="comment__delete"
                  aria-label={`Delete “${comment.text}”`}
                  onClick={() => onDelete(comment.id)}
                >
                  <CrossIcon />
                </Button>
              )
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

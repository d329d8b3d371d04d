import { Avatar } from './avatar.js';
import { Badge } from './badge.js';
import { Button } from './button.js';
import { CrossIcon } from './icons.js';

interface Comment {
  readonly id: string;
  readonly author: string;
  readonly text: string;
}

interface CommentListProps {
  readonly comments: readonly Comment[];
  readonly isPending?: (comment: Comment) => boolean;
  /** Whose comments can be deleted, and how. */
  readonly who?: string;
  readonly onDelete?: (id: string) => void;
}

export function CommentList({ comments, isPending = () => false, who, onDelete }: CommentListProps) {
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
              onDelete !== undefined &&
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

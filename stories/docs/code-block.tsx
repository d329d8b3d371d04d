import { Source } from '@storybook/addon-docs/blocks';
import { useIsDark } from './use-is-dark.js';

/** In the words of the highlighter. */
const known = { ts: 'typescript', tsx: 'tsx', js: 'jsx', json: 'json', sh: 'bash', text: 'text' } as const;

interface CodeBlockProps {
  readonly code: string;
  readonly language: keyof typeof known;
}

/** Code as it stands in its file. */
export function CodeBlock({ code, language }: CodeBlockProps) {
  const isDark = useIsDark();
  return (
    <div className="code-block">
      <Source code={code.trim()} language={known[language]} dark={isDark} format={false} />
    </div>
  );
}

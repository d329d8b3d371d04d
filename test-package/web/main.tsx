import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Comments } from './comments';
import { Providers } from './providers';

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Providers>
      <Comments />
    </Providers>
  </StrictMode>,
);

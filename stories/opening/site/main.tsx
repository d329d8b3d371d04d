// First: it has to be there before `ably` is imported.
import '../../ui/local-ably.js';
import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { LivePicture } from '../live-picture.js';

const picture = document.getElementById('picture');
if (!picture) throw new Error('unable to show the picture; the page was not rendered');
hydrateRoot(
  picture,
  <StrictMode>
    <LivePicture />
  </StrictMode>,
);

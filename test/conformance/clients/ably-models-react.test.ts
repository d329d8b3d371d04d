import { ablyModelsReact } from '../drivers/ably-models-react.js';
import { conforms } from '../suite.js';

conforms(ablyModelsReact);

import { describe } from 'vitest';
import { storageContract } from './storage-contract.js';

describe('IdbStorage in a browser', storageContract);

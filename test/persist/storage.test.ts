import 'fake-indexeddb/auto';
import { describe } from 'vitest';
import { storageContract } from './storage-contract.js';

describe('IdbStorage on fake-indexeddb', storageContract);

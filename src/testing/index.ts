export { createTestModels, type TestModels, type TestModelsOptions } from './test-models.js';
export type { EmitOptions, TestChannel, WhichMutation } from './test-channel.js';
export type { TestMutation } from './test-mutations.js';
export type { TestWrapper } from './test-wrapper.js';

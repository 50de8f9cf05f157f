// SPDX-License-Identifier: Apache-2.0
export * from './engine/index.js';
export * from './frame/index.js';
export * from './media/index.js';
export * from './model/index.js';
export * from './protocol/index.js';
export * from './server/index.js';
export * from './tool/index.js';
export * from './tools/index.js';
export { engineVersion } from './version.js';

// SPDX-License-Identifier: Apache-2.0
export type * from './engine/port.js';
export type * from './host/bridge.js';
export { constant, createSource, type Observable, type Source } from './host/observable.js';
export type * from './host/viewer.js';

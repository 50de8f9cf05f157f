// SPDX-License-Identifier: Apache-2.0
export { type Discovery, readDiscovery } from './discovery.js';
export { clientOf, findEngine } from './find.js';
export { type EnginePlaces, enginePlaces } from './places.js';
export { type RunningEngine, type ServeOptions, serveEngine } from './serve.js';

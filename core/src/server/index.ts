// SPDX-License-Identifier: Apache-2.0

export { activatedFd } from './activation.js';
export { type Discovery, readDiscovery } from './discovery.js';
export { clientOf, findEngine } from './find.js';
export { consoleLog, type LogFile, logName, openLog } from './log-file.js';
export { type EnginePlaces, enginePlaces } from './places.js';
export { type RunningEngine, type ServeOptions, serveEngine } from './serve.js';
export { writeStartCommand } from './start-command.js';

// SPDX-License-Identifier: Apache-2.0

/** Where an engine listens: the first of these that is free. Panels that cannot read its discovery file try them in turn. */
export const enginePorts = [27182, 27183, 27184, 27185, 27186] as const;

/** The path of the WebSocket. */
export const enginePath = '/engine';

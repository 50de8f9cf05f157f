// SPDX-License-Identifier: Apache-2.0
import { useSyncExternalStore } from 'react';
import type { ConnectionState, EngineConnection } from '../engine/protocol.js';

/** How things stand with the engine. */
export const useConnection = (engine: EngineConnection): ConnectionState =>
  useSyncExternalStore(
    (listener) => engine.subscribe(listener),
    () => engine.state,
  );

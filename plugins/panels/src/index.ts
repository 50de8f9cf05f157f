// SPDX-License-Identifier: Apache-2.0
export type * from './engine/port.js';
export type * from './host/bridge.js';
export { constant, createSource, type Observable, type Source } from './host/observable.js';
export type * from './host/viewer.js';
export { SfumatoPanel, type SfumatoPanelProps } from './panel/SfumatoPanel.js';
export { StageOverlay } from './stage/StageOverlay.js';
export { createPanelStore, type PanelStore, type PanelStoreOptions } from './store/panel-store.js';
export type * from './store/state.js';
export { current } from './store/state.js';

// SPDX-License-Identifier: Apache-2.0
// What the bridge uses of require('photoshop'), and nothing else: less to emulate, less to break. port.check.ts holds it
// against the published types.

export interface PsBounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export type PsSamples = Uint8Array | Uint16Array | Float32Array;

export interface PsImageData {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly componentSize: number;
  getData(options: { chunky?: boolean; fullRange?: boolean }): Promise<PsSamples>;
  /** Gives the memory back at once; some versions give a promise. */
  dispose(): unknown;
}

export interface PsLayer {
  readonly id: number;
  name: string;
  visible: boolean;
  /** 0..100. */
  opacity: number;
  blendMode: string;
  /** Shows only where the layer below it has pixels, with that layer's opacity and blend mode. */
  isClippingMask: boolean;
  readonly isBackgroundLayer: boolean;
  /** Such as pixel, group, smartObject, text. */
  readonly kind: string;
  /** Where it has pixels, without the reach of its effects. May lie outside the canvas. */
  readonly boundsNoEffects: PsBounds;
  /** What a group holds. */
  readonly layers?: ArrayLike<PsLayer> | null;
}

export interface PsDocument {
  readonly id: number;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** Such as RGBColorMode, grayscaleMode, labColorMode. */
  readonly mode: string;
  /** Such as bitDepth16. */
  readonly bitsPerChannel: string | number;
  readonly colorProfileName: string;
  readonly activeLayers: ArrayLike<PsLayer>;
  /** Those that are in no group, topmost first. */
  readonly layers: ArrayLike<PsLayer>;
  readonly activeHistoryState: { readonly id: number };
  readonly historyStates: ArrayLike<{ readonly id: number }>;
  readonly selection: {
    readonly bounds: PsBounds | null;
    deselect(): Promise<void>;
    save(name?: string): Promise<unknown>;
  };
  createPixelLayer(options: { name: string; blendMode?: string; opacity?: number }): Promise<PsLayer | null>;
  createLayerGroup(options: { name: string; fromLayers?: PsLayer[] }): Promise<PsLayer | null>;
  resizeCanvas(width: number, height: number, anchor: string): Promise<void>;
  /** A copy in a document of its own, which becomes the active one. */
  duplicate(name?: string): Promise<PsDocument>;
  /** Such as RGBColorMode. */
  changeMode(mode: string): Promise<void>;
  closeWithoutSaving(): void;
}

interface Placement {
  readonly documentID: number;
  readonly imageData: PsImageData;
  readonly replace: boolean;
  readonly targetBounds: { readonly left: number; readonly top: number };
}

export interface PsImaging {
  getPixels(options: {
    documentID: number;
    layerID?: number;
    /** The document as it was then. */
    historyStateID?: number;
    sourceBounds: PsBounds;
    colorSpace: string;
    colorProfile: string;
    componentSize: 8 | 16 | 32;
    targetSize?: { width: number; height: number };
  }): Promise<{ readonly imageData: PsImageData; readonly sourceBounds: PsBounds; readonly level: number }>;
  putPixels(options: Placement & { layerID: number }): Promise<void>;
  putLayerMask(options: Placement & { layerID: number; kind: 'user' }): Promise<void>;
  getLayerMask(options: {
    documentID: number;
    layerID: number;
    kind: 'user';
    sourceBounds: PsBounds;
  }): Promise<{ readonly imageData: PsImageData; readonly sourceBounds: PsBounds }>;
  getSelection(options: {
    documentID: number;
    sourceBounds: PsBounds;
  }): Promise<{ readonly imageData: PsImageData; readonly sourceBounds: PsBounds }>;
  putSelection(options: Placement): Promise<void>;
  createImageDataFromBuffer(
    data: PsSamples,
    options: {
      width: number;
      height: number;
      components: number;
      chunky: boolean;
      colorSpace: string;
      colorProfile: string;
      fullRange: boolean;
    },
  ): Promise<PsImageData>;
}

export interface PsModalContext {
  readonly isCancelled: boolean;
  /** The host shows it once a scope has lasted about two seconds. `value`: 0..1. */
  reportProgress(progress: { value: number; commandName: string }): void;
  readonly hostControl: {
    suspendHistory(options: { documentID: number; name: string }): Promise<unknown>;
    resumeHistory(suspension: unknown, commit?: boolean): Promise<void>;
  };
}

export interface Photoshop {
  readonly app: {
    readonly activeDocument: PsDocument | null;
    createDocument(options: {
      name: string;
      width: number;
      height: number;
      resolution: number;
      /** Such as RGBColorMode. */
      mode: string;
      depth: 8 | 16 | 32;
      fill: 'white' | 'transparent';
      profile: string;
    }): Promise<PsDocument | null>;
  };
  readonly core: {
    executeAsModal<T>(
      work: (context: PsModalContext) => Promise<T>,
      options: { commandName: string },
    ): Promise<T>;
    showAlert(options: { message: string }): Promise<unknown>;
  };
  readonly action: {
    batchPlay(
      commands: readonly Readonly<Record<string, unknown>>[],
      options: Readonly<Record<string, unknown>>,
    ): Promise<readonly Readonly<Record<string, unknown>>[]>;
    addNotificationListener(events: string[], listener: () => void): Promise<void>;
    /** Adds a step to the Action that is being recorded; played by calling the global function of that name with `info`. */
    recordAction?(step: { name: string; methodName: string }, info: object): Promise<void>;
  };
  readonly imaging: PsImaging;
}

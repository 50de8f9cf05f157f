// SPDX-License-Identifier: Apache-2.0
export { type ErrorCode, type ErrorReport, errorKinds, errorOf, reportOf, SfumatoError } from './error.js';

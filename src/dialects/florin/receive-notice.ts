import { receiveProcessorEvent } from '../../billing/collection/index.ts';

export type ReceiveNotice = typeof receiveProcessorEvent;

/** Acts on what a processor tells. */
export const receiveNotice: ReceiveNotice = receiveProcessorEvent;

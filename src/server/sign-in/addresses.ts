/** Where the paths of the library that signs people in begin. */
export const basePath = '/florin/auth';

/** The header in which it is told where a request comes from: that which it would read by itself anybody can set. */
export const addressHeader = 'x-florin-address';

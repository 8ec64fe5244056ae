/** Pages without a bundler come here. */
export const browser = [];

import { registerHooks } from 'node:module';

/** Gives documents, which say `@polar-sh/sdk` as their readers do, the version of it that is installed under another name. */
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.replace(/^@polar-sh\/sdk\b/, 'polar-sdk-1.0'), context),
});

// Modules are called as they are imported: core/src/plugin is @tune/core/plugin.
import { Converter } from 'typedoc';

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    for (const module of context.project.children ?? []) {
      const [folder, ...path] = module.name.split('/').filter((part) => part !== 'src');
      const rest = folder === undefined ? '' : [folder, ...path].join('/');
      module.name = `@tune/${rest || 'tune'}`;
    }
  });
}

import { root } from '../steps.mjs';
import { manifestOf } from './packages.mjs';

/** Stands in package.json until the repository has an address: to be replaced there, and nowhere else. */
const PLACEHOLDER = 'OWNER';

/** The page of the repository, from `repository` of the root package.json: the only place that names it. */
export function repositoryPage() {
  return manifestOf(root)
    .repository.url.replace(/^git\+/, '')
    .replace(/\.git$/, '');
}

/** Whether the address is real. Without it everything can be packed, but nothing published. */
export const isRepositoryKnown = (page = repositoryPage()) =>
  !page.split('/').includes(PLACEHOLDER);

/** The link on the page to a file of the clone, as it was when the version was released. */
export const linkTo = (page, version, path) => `${page}/blob/v${version}/${path}`;

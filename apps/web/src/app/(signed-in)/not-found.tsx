export { MissingPage as default } from '../../ui/missing-page.tsx';

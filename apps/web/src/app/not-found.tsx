import { MissingPage } from '../ui/missing-page.tsx';

const NotFound = () => (
  <main className="px-4">
    <MissingPage />
  </main>
);

export default NotFound;

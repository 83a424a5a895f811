'use client';
import { FailedPage, type FailedPageProps } from '../ui/failed-page.tsx';

const PageError = (props: FailedPageProps) => (
  <main className="px-4">
    <FailedPage {...props} />
  </main>
);

export default PageError;

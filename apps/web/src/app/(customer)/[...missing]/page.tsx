import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { requestTexts } from '../../../texts/request-texts.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await requestTexts()).problems.notFoundTitle,
});

/** Every address that no page has, so that its answer keeps the navigation. */
const MissingPage = () => notFound();

export default MissingPage;

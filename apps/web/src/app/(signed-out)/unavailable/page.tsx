import { requestTexts } from '../../../texts/request-texts.ts';
import { LoadProblem } from '../../../ui/load-problem.tsx';

const UnavailablePage = async () => {
  const { problems } = await requestTexts();
  return <LoadProblem heading="h1" title={problems.unreachableTitle} text={problems.unreachableText} />;
};

export default UnavailablePage;

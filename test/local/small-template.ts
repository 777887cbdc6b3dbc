// A template with only what one test needs, and the resolver that goes with it.
import { createResolver, type Template } from '../../local/template/template.ts';

export function smallTemplate(resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>) {
  const withProperties = Object.entries(resources).map(([id, { Type, Properties = {} }]) => [id, { Type, Properties }]);
  const template: Template = { Resources: Object.fromEntries(withProperties) };
  const resolve = createResolver({
    template,
    stackName: 'Test',
    region: 'eu-north-1',
    accountId: '000000000000',
    queueEndpoint: 'http://127.0.0.1:1',
    apiEndpoint: 'http://127.0.0.1:2',
  });
  return { template, resolve, functionByArn: resolve.functionByArn };
}

export const lambda = { Type: 'AWS::Lambda::Function' };
export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

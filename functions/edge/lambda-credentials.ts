// What stands in for the SDK's chain of credential providers (infra/build.ts): Lambda gives a function its role's keys in the environment, so
// the ways by files, SSO and other services would only be loaded (a seventh of a bundle).

/** Read at each use of a client that has none yet, as the SDK's own provider of the environment does. */
export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new Error('the environment holds no AWS credentials');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
};

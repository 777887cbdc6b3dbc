// What each code of APNs and FCM means for the message and for the token. Pinpoint passes them on inside a PERMANENT_FAILURE.

export type Meaning =
  /** This token will never work again: it is deleted, unless it was registered anew since. */
  | 'dead token'
  /** Proven not taken: the message may be tried again while its moment lasts. */
  | 'not taken'
  /** The provider failed while it had the message: it is not sent again. */
  | 'nobody knows'
  /** Credentials, topic or payload: the token stays, and somebody has to look. */
  | 'our fault';

/**
 * A token of another app or another project (`DeviceTokenNotForTopic`, `SENDER_ID_MISMATCH`) counts as our fault: with the wrong
 * bundle id or service account every good token is answered so, and a slip in the configuration must not empty the registry.
 *
 * Sources: Apple, "Handling notification responses from APNs"; Firebase, "ErrorCode" of the HTTP v1 API and, with lower-case
 * letters, the error table of the HTTP API before it; google.rpc.Code; two sentences recorded from the service.
 */
const meanings: Record<Meaning, readonly string[]> = {
  'dead token': [
    // APNs 400, 410
    'BadDeviceToken',
    'ExpiredToken',
    'Unregistered',
    // FCM 404, and its older words
    'UNREGISTERED',
    'NotRegistered',
    'InvalidRegistration',
    'The registration token is not a valid FCM registration token',
    'Unregistered or expired token',
  ],
  'not taken': [
    // APNs 429
    'TooManyRequests',
    'TooManyProviderTokenUpdates',
    // FCM 429, and its older words
    'QUOTA_EXCEEDED',
    'RESOURCE_EXHAUSTED',
    'DeviceMessageRateExceeded',
    'TopicsMessageRateExceeded',
  ],
  'nobody knows': [
    // APNs 500, 503, and a connection it gave up
    'IdleTimeout',
    'InternalServerError',
    'ServiceUnavailable',
    'Shutdown',
    // FCM 500, 503, and its older words
    'INTERNAL',
    'UNAVAILABLE',
    'DEADLINE_EXCEEDED',
    'UNSPECIFIED_ERROR',
    'Unavailable',
  ],
  'our fault': [
    // APNs 400
    'BadCollapseId',
    'BadExpirationDate',
    'BadMessageId',
    'BadPriority',
    'BadTopic',
    'DeviceTokenNotForTopic',
    'DuplicateHeaders',
    'InvalidPushType',
    'MissingDeviceToken',
    'MissingTopic',
    'PayloadEmpty',
    'TopicDisallowed',
    // APNs 403
    'BadCertificate',
    'BadCertificateEnvironment',
    'BadEnvironmentKeyIdInToken',
    'ExpiredProviderToken',
    'Forbidden',
    'InvalidProviderToken',
    'MissingProviderToken',
    'UnrelatedKeyIdInToken',
    // APNs 404, 405, 413
    'BadPath',
    'MethodNotAllowed',
    'PayloadTooLarge',
    // FCM 400, 401, 403
    'INVALID_ARGUMENT',
    'SENDER_ID_MISMATCH',
    'THIRD_PARTY_AUTH_ERROR',
    'UNAUTHENTICATED',
    'PERMISSION_DENIED',
    // FCM before v1
    'MismatchSenderId',
    'MissingRegistration',
    'InvalidApnsCredential',
    'InvalidDataKey',
    'InvalidPackageName',
    'InvalidParameters',
    'InvalidTtl',
    'MessageTooBig',
    // Pinpoint itself
    'channel_disabled',
  ],
};

const meaningByCode = new Map(
  (Object.entries(meanings) as [Meaning, readonly string[]][]).flatMap(([meaning, codes]) =>
    codes.map((code) => [code, meaning] as const),
  ),
);

/** What a code means; nothing where it is no code we know. Only whole words count: a payload error may quote the payload. */
export function meaningOfCode(code: string): Meaning | undefined {
  return meaningByCode.get(code);
}

/** Every code there is, for whoever checks that all of them are handled. */
export const providerCodes: readonly string[] = [...meaningByCode.keys()];

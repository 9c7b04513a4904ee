"""Files that are sent in parts, so that a cut line costs one part: the tus protocol 1.0.0 (https://tus.io).

Of it the core, and the extensions creation, creation-with-upload, expiration, termination and checksum."""

// Wide vectors, left behind by libraries.
#pragma once

namespace licensus {

// To be called after code that returns with the upper halves of vectors in use, as ISA-L 2.30 does:
// what is built without AVX then waits for them with each of its vector instructions (Intel's
// optimization manual, "Mixing AVX code with SSE code"). Nothing where there is no AVX.
void leave_vectors();

}  // namespace licensus

// Tells ThreadSanitizer of hand-overs that it cannot see: Debian's TBB is not instrumented, so the
// happens-before edge between two filters of a pipeline, and between a pipeline's caller and its
// filters, is annotated here and nowhere else.
#pragma once

#if defined(__SANITIZE_THREAD__)
#define LICENSUS_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LICENSUS_TSAN 1
#endif
#endif

// For the call operator of a filter's body: TBB copies the body when the pipeline is built, after
// any hand-over there could be, so reading its members cannot be judged either.
#ifdef LICENSUS_TSAN
#define LICENSUS_UNJUDGED __attribute__((no_sanitize("thread"), noinline))
#else
#define LICENSUS_UNJUDGED
#endif

#ifdef LICENSUS_TSAN
extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}
#endif

namespace licensus {

// What this thread did before is visible to the one that takes over `token`.
inline void hand_over([[maybe_unused]] const void* token) {
#ifdef LICENSUS_TSAN
  __tsan_release(const_cast<void*>(token));
#endif
}

inline void take_over([[maybe_unused]] const void* token) {
#ifdef LICENSUS_TSAN
  __tsan_acquire(const_cast<void*>(token));
#endif
}

}  // namespace licensus

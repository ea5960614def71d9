// A pipeline with a race: two filters write one counter without a hand-over.
#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "base/hand_over.h"

namespace {

struct Shared {
  int given = 0;
  int counter_without_hand_over = 0;
};

struct Give {
  Shared* shared;
  LICENSUS_UNJUDGED int* operator()(tbb::flow_control& flow) const {
    licensus::take_over(shared);
    if (++shared->given > 200) flow.stop();
    licensus::hand_over(shared);
    return &shared->given;
  }
};

void count(Shared& shared) {
  ++shared.counter_without_hand_over;
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

struct Count {
  Shared* shared;
  LICENSUS_UNJUDGED void operator()(int*) const { count(*shared); }
};

}  // namespace

int main() {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, 4);
  Shared shared;
  licensus::hand_over(&shared);
  tbb::parallel_pipeline(
      8, tbb::make_filter<void, int*>(tbb::filter_mode::serial_in_order, Give{&shared}) &
             tbb::make_filter<int*, void>(tbb::filter_mode::parallel, Count{&shared}));
  std::printf("%d\n", shared.counter_without_hand_over);
  return 0;
}

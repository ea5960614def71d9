// A pipeline with a race: two filters write one counter without a hand-over.
#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "base/hand_over.h"

int main() {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, 4);
  int given = 0;
  int counter = 0;
  tbb::parallel_pipeline(8, tbb::make_filter<void, int*>(tbb::filter_mode::serial_in_order,
                                                         [&](tbb::flow_control& flow) -> int* {
                                                           licensus::take_over(&given);
                                                           if (++given > 200) flow.stop();
                                                           licensus::hand_over(&given);
                                                           return &given;
                                                         }) &
                                tbb::make_filter<int*, void>(tbb::filter_mode::parallel, [&](int*) {
                                  ++counter;
                                  std::this_thread::sleep_for(std::chrono::milliseconds(1));
                                }));
  std::printf("%d\n", counter);
  return 0;
}

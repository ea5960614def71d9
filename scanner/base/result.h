// Values that say what went wrong, for everything that input or configuration can cause.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace licensus {

// One clear line for a person: what is wrong, where, and what to do. Plain value; copies freely.
struct Error {
  std::string message;
};

// Either a T or an Error. Nothing in the library throws for what data or configuration can cause.
template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace licensus

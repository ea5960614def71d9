#include "output/timestamp.h"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>

namespace licensus {
namespace {

constexpr int64_t kEndOfTime = 253402300800;  // 10000-01-01

// Reads numbers and separators from the front; every step fails quietly once one did.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool number(size_t digits, int& value) {
    if (rest_.size() < digits) return false;
    value = 0;
    for (char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return true;
  }
  bool any_of(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void digits() {
    while (any_of("0123456789")) {
    }
  }
  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

 private:
  std::string_view rest_;
};

struct Fields {
  int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, offset_minutes = 0;
};

// "Z", "+09:00" or nothing.
bool read_zone(Reader& reader, Fields& fields) {
  if (reader.at_end() || reader.any_of("Zz")) return reader.at_end();
  const int sign = reader.peek() == '-' ? -1 : 1;
  int hours = 0;
  int minutes = 0;
  if (!reader.any_of("+-") || !reader.number(2, hours)) return false;
  reader.any_of(":");
  if (!reader.number(2, minutes) || !reader.at_end()) return false;
  fields.offset_minutes = sign * (hours * 60 + minutes);
  return true;
}

bool read_separated(Reader reader, Fields& fields) {
  if (!reader.number(4, fields.year)) return false;
  if (reader.at_end()) return true;
  if (!reader.any_of("-") || !reader.number(2, fields.month)) return false;
  if (reader.at_end()) return true;
  if (!reader.any_of("-") || !reader.number(2, fields.day)) return false;
  if (reader.at_end()) return true;
  if (!reader.any_of("Tt ") || !reader.number(2, fields.hour)) return false;
  if (!reader.any_of(":")) return read_zone(reader, fields);
  if (!reader.number(2, fields.minute)) return false;
  if (!reader.any_of(":")) return read_zone(reader, fields);
  if (!reader.number(2, fields.second)) return false;
  if (reader.any_of(".")) reader.digits();
  return read_zone(reader, fields);
}

bool read_digits(Reader reader, Fields& fields) {
  return reader.number(4, fields.year) && reader.number(2, fields.month) &&
         reader.number(2, fields.day) && reader.number(2, fields.hour) &&
         reader.number(2, fields.minute) && reader.number(2, fields.second) && reader.at_end();
}

}  // namespace

std::string timestamp(int64_t seconds) {
  if (seconds < 0 || seconds >= kEndOfTime) return {};
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string normal_timestamp(std::string_view text) {
  Fields fields;
  if (!read_digits(Reader(text), fields) && !read_separated(Reader(text), fields = Fields())) {
    return {};
  }
  const std::chrono::year_month_day date(std::chrono::year(fields.year),
                                         std::chrono::month(static_cast<unsigned>(fields.month)),
                                         std::chrono::day(static_cast<unsigned>(fields.day)));
  if (!date.ok() || fields.hour > 23 || fields.minute > 59 || fields.second > 60) {
    return {};
  }
  const int64_t day = std::chrono::sys_days(date).time_since_epoch().count();
  const int64_t minute = int64_t{fields.hour} * 60 + fields.minute - fields.offset_minutes;
  return timestamp(day * 86400 + minute * 60 + std::min(fields.second, 59));
}

}  // namespace licensus

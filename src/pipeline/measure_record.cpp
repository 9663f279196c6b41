#include "measure_record.hpp"

#include "netseam/core/error.hpp"
#include "netseam/data/layer_pairs.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace netseam::pipeline {
namespace {

static_assert(std::endian::native == std::endian::little, "shards are little-endian");

constexpr std::uint32_t version = 1;

struct RecordHead {
  std::uint32_t version, kind;
  std::uint64_t texts;  // name, title, unit and the notes follow the numbers
};
static_assert(sizeof(RecordHead) == 16);

void append(std::vector<std::byte>& bytes, std::span<const std::byte> more) {
  const std::size_t before = bytes.size();
  bytes.resize(before + more.size());
  if (!more.empty()) std::memcpy(bytes.data() + before, more.data(), more.size());
}

void append(std::vector<std::byte>& bytes, std::string_view text) {
  const std::uint64_t length = text.size();
  append(bytes, std::as_bytes(std::span(&length, 1)));
  append(bytes, std::as_bytes(std::span(text)));
}

/// Takes values from the front of a record; `fits` turns false where it is too short, and stays so.
class Taken {
 public:
  explicit Taken(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <class T>
  T number() {
    T value{};
    copy(&value, sizeof(T));
    return value;
  }
  std::vector<double> numbers(std::size_t count) {
    if (count > bytes_.size() / sizeof(double)) fits_ = false;
    std::vector<double> values(fits_ ? count : 0);
    copy(values.data(), values.size() * sizeof(double));
    return values;
  }
  std::string text() {
    const auto length = number<std::uint64_t>();
    if (length > bytes_.size()) fits_ = false;
    std::string value(fits_ ? length : 0, '\0');
    copy(value.data(), value.size());
    return value;
  }
  /// Whether all came out right, and nothing is left.
  [[nodiscard]] bool whole() const { return fits_ && bytes_.empty(); }
  [[nodiscard]] bool fits() const { return fits_; }
  [[nodiscard]] std::size_t left() const { return bytes_.size(); }

 private:
  void copy(void* to, std::size_t length) {
    fits_ = fits_ && length <= bytes_.size();
    if (!fits_ || length == 0) return;
    std::memcpy(to, bytes_.data(), length);
    bytes_ = bytes_.subspan(length);
  }
  std::span<const std::byte> bytes_;
  bool fits_ = true;
};

[[noreturn]] void refuse(const std::string& file) {
  throw core::InputError(
      {file, "record of a measure", "lengths that do not fit", "a whole record, version 1"});
}

}  // namespace

std::vector<std::byte> encode(const data::MeasureMatrix& matrix) {
  const RecordHead head{version, static_cast<std::uint32_t>(matrix.kind), 3 + matrix.note.size()};
  std::vector<std::byte> bytes;
  append(bytes, std::as_bytes(std::span(&head, 1)));
  for (const auto* values : {&matrix.value, &matrix.distance, &matrix.self})
    append(bytes, std::as_bytes(std::span(*values)));
  for (const auto* text : {&matrix.name, &matrix.title, &matrix.unit}) append(bytes, *text);
  for (const auto& note : matrix.note) append(bytes, note);
  return bytes;
}

data::MeasureMatrix decode_measure(std::span<const std::byte> bytes, std::size_t layers,
                                   const std::string& file) {
  Taken record(bytes);
  const auto head = record.number<RecordHead>();
  const std::size_t pairs = data::pair_count(layers);
  data::MeasureMatrix matrix;
  if (!record.fits() || head.version != version || head.kind > 1 || head.texts < 3) refuse(file);
  matrix.kind = static_cast<data::MeasureKind>(head.kind);
  matrix.value = record.numbers(pairs);
  matrix.distance = record.numbers(pairs);
  matrix.self = record.numbers(layers);
  for (auto* text : {&matrix.name, &matrix.title, &matrix.unit}) *text = record.text();
  if (head.texts - 3 > record.left() / sizeof(std::uint64_t)) refuse(file);
  for (std::uint64_t note = 3; note < head.texts; ++note) matrix.note.push_back(record.text());
  if (!record.whole()) refuse(file);
  return matrix;
}

std::vector<std::byte> encode_distances(const data::MeasureMatrix& matrix) {
  std::vector<std::byte> bytes;
  append(bytes, std::as_bytes(std::span(&version, 1)));
  append(bytes, std::as_bytes(std::span(matrix.distance)));
  return bytes;
}

std::vector<double> decode_distances(std::span<const std::byte> bytes, std::size_t layers,
                                     const std::string& file) {
  Taken record(bytes);
  const bool known = record.number<std::uint32_t>() == version;
  auto distances = record.numbers(data::pair_count(layers));
  if (!known || !record.whole()) refuse(file);
  return distances;
}

}  // namespace netseam::pipeline

#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/sample_choice.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <numeric>

using namespace netseam;
using Catch::Matchers::Contains;
using Rows = std::vector<std::size_t>;

namespace {

bool ascending_below(const Rows& rows, std::size_t available) {
  return std::adjacent_find(rows.begin(), rows.end(), std::greater_equal<>()) == rows.end() &&
         (rows.empty() || rows.back() < available);
}

std::map<std::int64_t, std::size_t> counts_of(const Rows& rows, const std::vector<std::int64_t>& labels) {
  std::map<std::int64_t, std::size_t> counts;
  for (const std::size_t row : rows) ++counts[labels[row]];
  return counts;
}

}  // namespace

TEST_CASE("a choice is ascending, of the wanted size, and a function of the seed", "[serial]") {
  const Rows rows = input::choose_samples(1000, 300, 1);
  CHECK(rows.size() == 300);
  CHECK(ascending_below(rows, 1000));
  CHECK(input::choose_samples(1000, 300, 1) == rows);
  CHECK(input::choose_samples(1000, 300, 2) != rows);
  Rows all(7);
  std::iota(all.begin(), all.end(), std::size_t{0});
  CHECK(input::choose_samples(7, 0, 1) == all);
  CHECK(input::choose_samples(7, 7, 1) == all);
  CHECK_THAT(test::message_of([] { input::choose_samples(7, 8, 1); }, 2),
             Contains("found 7 samples") && Contains("8"));
}

TEST_CASE("every row is chosen equally often", "[serial]") {
  // 2000 choices of 3 out of 10: each row 600 times, standard deviation sqrt(2000 * 0.3 * 0.7) = 20.5; five
  // of them
  std::vector<int> times(10);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    for (const std::size_t row : input::choose_samples(10, 3, seed)) ++times[row];
  }
  for (const int count : times) CHECK(std::abs(count - 600) <= 103);
}

TEST_CASE("a stratified choice keeps the shares by largest remainder", "[serial]") {
  // 50 of label 0, 30 of 5, 20 of -1, interleaved
  std::vector<std::int64_t> labels;
  for (int i = 0; i < 10; ++i) labels.insert(labels.end(), {0, 5, 0, -1, 0, 5, 0, -1, 0, 5});
  using Counts = std::map<std::int64_t, std::size_t>;
  const auto counts = [&labels](std::size_t wanted) {
    const Rows rows = input::choose_stratified(labels, wanted, 3);
    CHECK(rows.size() == (wanted == 0 ? 100 : wanted));
    CHECK(ascending_below(rows, 100));
    return counts_of(rows, labels);
  };
  CHECK(counts(10) == Counts{{-1, 2}, {0, 5}, {5, 3}});
  // 7 * (0.2, 0.5, 0.3) = 1.4, 3.5, 2.1: floors 1, 3, 2, the one left goes to label 0
  CHECK(counts(7) == Counts{{-1, 1}, {0, 4}, {5, 2}});
  // 1 * shares: all floors 0, largest remainder is that of label 0
  CHECK(counts(1) == Counts{{0, 1}});
  // 5 * (0.2, 0.5, 0.3) = 1, 2.5, 1.5: equal remainders, the smaller label first
  CHECK(counts(5) == Counts{{-1, 1}, {0, 3}, {5, 1}});
  CHECK(counts(0) == Counts{{-1, 20}, {0, 50}, {5, 30}});
  CHECK(input::choose_stratified(labels, 10, 3) != input::choose_stratified(labels, 10, 4));
  CHECK_THAT(test::message_of([&labels] { input::choose_stratified(labels, 101, 3); }, 2),
             Contains("found 100 samples"));
}

TEST_CASE("labels are read exactly from integer npy files and nothing else", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "labels.npy";
  const auto read = [&path](std::string_view bytes) {
    test::write_file(path, bytes);
    return input::read_labels(path);
  };
  using Labels = std::vector<std::int64_t>;
  const std::int64_t large = (std::int64_t{1} << 53) + 1;
  CHECK(read(test::npy("<i8", "(2,)", test::bytes_of<std::int64_t>({large, -1}))) == Labels{large, -1});
  CHECK(read(test::npy("|u1", "(3, 1)", "\x01\x02\xff")) == Labels{1, 2, 255});
  CHECK(read(test::npy(">i2", "(1,)", std::string("\xff\xfe", 2))) == Labels{-2});
  CHECK(input::read_labels(std::filesystem::path(NETSEAM_TEST_DATA) / "digits" / "probe_labels.npy").size() ==
        300);
  CHECK_THAT(test::message_of([&] { read(test::npy("<f4", "(1,)", "1234")); }),
             Contains("labels.npy: labels: found <f4 of rank 1"));
  CHECK_THAT(test::message_of([&] { read(test::npy("|u1", "(1, 2)", "12")); }), Contains("of rank 2"));
  CHECK_THAT(test::message_of([&] { read(test::npy("<u8", "(1,)", std::string(8, '\xff'))); }),
             Contains("row 0: found a label beyond 2^63"));
}

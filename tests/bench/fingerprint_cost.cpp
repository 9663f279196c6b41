// Processor time of fingerprinting files, beside that of reading the same files in blocks of the same size
// and doing nothing with them, in turns, in one run. One JSON line for each round: bytes, seconds of user and
// system time and of the clock of both. The first round also brings the files into the memory of the system.
// Arguments: files, [rounds=N].
#include "netseam/core/error.hpp"
#include "netseam/input/file_fingerprint.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

using namespace netseam;

namespace {

struct Times {
  double processor = 0, clock = 0;  // seconds
};

double processor_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

template <class Work>
Times times_of(const Work& work) {
  const double processor = processor_seconds();
  const auto clock = std::chrono::steady_clock::now();
  work();
  return {processor_seconds() - processor,
          std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count()};
}

/// Bytes of a file, read and forgotten.
std::size_t read_through(const std::string& file, std::vector<char>& block) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw core::ConfigError(file + ": cannot be opened");
  std::size_t bytes = 0;
  for (ssize_t got = 1; got > 0; bytes += static_cast<std::size_t>(got))
    got = ::read(descriptor, block.data(), block.size());
  ::close(descriptor);
  return bytes;
}

void measure(const std::vector<std::string>& files, std::size_t rounds) {
  std::vector<char> block(std::size_t{1} << 20);
  for (std::size_t round = 0; round < rounds; ++round) {
    std::size_t bytes = 0;
    const Times reading = times_of([&] {
      for (const auto& file : files) bytes += read_through(file, block);
    });
    const Times hashing = times_of([&] {
      for (const auto& file : files) (void)input::fingerprint(file);
    });
    fmt::print(
        "{{\"bytes\": {}, \"reading\": {{\"processor\": {:.3f}, \"clock\": {:.3f}}}, \"fingerprint\": "
        "{{\"processor\": {:.3f}, \"clock\": {:.3f}}}, \"beyond_reading\": {:.3f}}}\n",
        bytes, reading.processor, reading.clock, hashing.processor, hashing.clock,
        hashing.processor - reading.processor);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::vector<std::string> files;
    std::size_t rounds = 5;
    for (int k = 1; k < argc; ++k) {
      const std::string word = argv[k];
      if (word.starts_with("rounds="))
        rounds = std::stoul(word.substr(7));
      else
        files.push_back(word);
    }
    if (files.empty()) throw core::ConfigError("usage: fingerprint_cost FILE... [rounds=N]");
    measure(files, rounds);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "fingerprint_cost: {}\n", error.what());
    return 1;
  }
}

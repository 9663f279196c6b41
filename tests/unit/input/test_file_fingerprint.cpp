#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/file_fingerprint.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace netseam;
using Catch::Matchers::Contains;

namespace {

/// A file of zeros that takes no disk, with one byte set.
void write_sparse(const std::filesystem::path& path, std::uint64_t size, std::uint64_t place, char value) {
  std::ofstream(path, std::ios::binary).close();
  std::filesystem::resize_file(path, size);
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(place));
  file.put(value);
}

/// The bytes that hex digits stand for.
std::vector<std::byte> bytes_of(const std::string& hex) {
  std::vector<std::byte> bytes;
  for (std::size_t k = 0; k + 1 < hex.size(); k += 2)
    bytes.push_back(static_cast<std::byte>(std::stoi(hex.substr(k, 2), nullptr, 16)));
  return bytes;
}

std::string hash_in(const std::string& fingerprint) { return fingerprint.substr(fingerprint.find('-') + 1); }

}  // namespace

TEST_CASE("a fingerprint is the size and the XXH3-128 of the content", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a";
  const auto of = [&path](std::string_view content) {
    test::write_file(path, content);
    return input::fingerprint(path);
  };
  // as printed by xxh128sum of xxHash 0.8.1
  CHECK(of("") == "0-99aa06d3014798d86001c324468d497f");
  CHECK(of("123456789") == "9-33119477ede5dcd5e9716427681d5860");
  std::string blocks((std::size_t{3} << 20) + 5, 'x');
  const std::string before = of(blocks);
  CHECK(before == input::fingerprint(std::as_bytes(std::span(blocks))));
  for (const std::size_t place : {std::size_t{0}, std::size_t{1} << 20, blocks.size() - 1}) {
    blocks[place] = 'y';
    CHECK(of(blocks) != before);
    blocks[place] = 'x';
  }
  CHECK(of(blocks) == before);
  CHECK_THAT(test::message_of([&] { (void)input::fingerprint(folder.path() / "gone"); }),
             Contains("gone: found No such file"));
}

TEST_CASE("every byte of a large file counts, and its pieces are hashed in their order", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "a", piece = folder.path() / "piece";
  constexpr std::uint64_t size = input::fingerprint_piece + 4097;
  write_sparse(path, size, size - 2, 1);
  const std::string before = input::fingerprint(path);
  // from the definition: the hash of both pieces' hashes
  write_sparse(piece, input::fingerprint_piece, 0, 0);
  auto hashes = bytes_of(hash_in(input::fingerprint(piece)));
  write_sparse(piece, 4097, 4095, 1);
  const auto last = bytes_of(hash_in(input::fingerprint(piece)));
  hashes.insert(hashes.end(), last.begin(), last.end());
  CHECK(before == "10001001-" + hash_in(input::fingerprint(hashes)));
  // between the blocks of 1 MiB that a sample of the file would take
  write_sparse(path, size, (std::uint64_t{31} << 20) + 4096, 1);
  CHECK(input::fingerprint(path) != before);
}

TEST_CASE("ranks together find what one finds", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const std::vector<std::filesystem::path> files{folder.path() / "a", folder.path() / "b",
                                                 folder.path() / "c"};
  const std::vector<std::uint64_t> sizes{2 * input::fingerprint_piece + 1, 3, 0};
  if (world.is_root()) {
    write_sparse(files[0], sizes[0], input::fingerprint_piece, 7);
    test::write_file(files[1], "abc");
    test::write_file(files[2], "");
  }
  world.barrier();
  const auto together = input::fingerprint_together(world, files, sizes);
  std::vector<std::string> alone;
  if (world.is_root())
    for (const auto& file : files) alone.push_back(input::fingerprint(file));
  REQUIRE(parallel::all_of(world, !world.is_root() || together == alone));
  std::string fault;
  try {
    (void)input::fingerprint_together(world, {files[1]}, std::vector<std::uint64_t>{4});
  } catch (const core::Error& error) {
    fault = error.what();
  }
  REQUIRE(parallel::all_of(world, fault.find("b: size: found 3 bytes, expected 4") != std::string::npos));
}

TEST_CASE("fingerprints of an older kind are told apart", "[serial]") {
  CHECK(input::is_older_fingerprint("9-995dc9bbdf1939fa"));
  CHECK_FALSE(input::is_older_fingerprint("9-33119477ede5dcd5e9716427681d5860"));
  CHECK_FALSE(input::is_older_fingerprint("9-995dc9bbdf1939fg"));
  CHECK(input::is_fingerprint("9-33119477ede5dcd5e9716427681d5860"));
  CHECK_FALSE(input::is_fingerprint("-33119477ede5dcd5e9716427681d5860"));
}

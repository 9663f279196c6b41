#include "temp_directory.hpp"

#include "netseam/parallel/collectives.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace netseam::test {
namespace {

std::filesystem::path make() {
  std::string name = (std::filesystem::temp_directory_path() / "netseam-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  return name;
}

}  // namespace

TempDirectory::TempDirectory() : path_(make()) {}

TempDirectory::TempDirectory(const parallel::Communicator& communicator) : communicator_(&communicator) {
  path_ = parallel::broadcast(communicator, communicator.is_root() ? make().string() : std::string{});
}

TempDirectory::~TempDirectory() {
  if (communicator_ != nullptr) communicator_->barrier();
  std::error_code ignored;
  if (communicator_ == nullptr || communicator_->is_root()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace netseam::test

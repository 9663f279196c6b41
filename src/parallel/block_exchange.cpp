#include "netseam/parallel/block_exchange.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <utility>

namespace netseam::parallel {
namespace {

constexpr std::size_t largest_tag = 32767;  // that every MPI allows

}  // namespace

BlockExchange::BlockExchange(const Communicator& nodes, ReadyFlags& flags, std::vector<NodeBlock> blocks,
                             std::size_t largest_part)
    : nodes_(Communicator::duplicate(nodes.get())),
      flags_(flags),
      blocks_(std::move(blocks)),
      largest_part_(largest_part) {
  if (blocks_.size() > largest_tag) throw core::InternalError("more blocks to exchange than MPI has tags");
  for (std::size_t block = 0; block < blocks_.size(); ++block) {
    const auto& destinations = blocks_[block].destinations;
    if (blocks_[block].source == nodes_.rank()) {
      if (!destinations.empty()) unsent_.push_back(block);
    } else if (std::find(destinations.begin(), destinations.end(), nodes_.rank()) != destinations.end()) {
      begin_receiving(block);
    }
  }
}

/// A block cut into messages: counts of one MPI call are 32-bit.
std::vector<std::span<std::byte>> BlockExchange::parts_of(std::size_t block) const {
  std::vector<std::span<std::byte>> parts;
  for (auto rest = blocks_[block].bytes; !rest.empty(); rest = rest.subspan(parts.back().size())) {
    parts.push_back(rest.first(std::min(largest_part_, rest.size())));
  }
  return parts;
}

void BlockExchange::begin_receiving(std::size_t block) {
  Transfer transfer{block, {}};
  for (const auto bytes : parts_of(block)) {
    MPI_Irecv(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, blocks_[block].source,
              static_cast<int>(block), nodes_.get(), &transfer.parts.emplace_back());
  }
  receiving_.push_back(std::move(transfer));
}

void BlockExchange::begin_sending(std::size_t block, bool content) {
  for (const int destination : blocks_[block].destinations) {
    Transfer transfer{block, {}};
    for (const auto bytes : parts_of(block)) {
      MPI_Isend(bytes.data(), content ? static_cast<int>(bytes.size()) : 0, MPI_BYTE, destination,
                static_cast<int>(block), nodes_.get(), &transfer.parts.emplace_back());
    }
    sending_.push_back(std::move(transfer));
  }
}

bool BlockExchange::complete(Transfer& transfer) {
  int done = 0;
  std::vector<MPI_Status> status(transfer.parts.size());
  MPI_Testall(static_cast<int>(transfer.parts.size()), transfer.parts.data(), &done, status.data());
  if (done == 0) return false;
  const auto& block = blocks_[transfer.block];
  if (block.source == nodes_.rank()) return true;
  const auto parts = parts_of(transfer.block);
  bool whole = true;
  for (std::size_t part = 0; part < status.size(); ++part) {
    int count = 0;
    MPI_Get_count(&status[part], MPI_BYTE, &count);
    whole = whole && static_cast<std::size_t>(count) == parts[part].size();
  }
  flags_.set(block.flag, whole ? Readiness::ready : Readiness::given_up);
  return true;
}

bool BlockExchange::poll() {
  std::erase_if(unsent_, [this](std::size_t block) {
    const Readiness readiness = flags_.get(blocks_[block].flag);
    if (readiness == Readiness::open) return false;
    begin_sending(block, readiness == Readiness::ready);
    return true;
  });
  std::erase_if(sending_, [this](Transfer& transfer) { return complete(transfer); });
  std::erase_if(receiving_, [this](Transfer& transfer) { return complete(transfer); });
  return unsent_.empty() && sending_.empty() && receiving_.empty();
}

}  // namespace netseam::parallel

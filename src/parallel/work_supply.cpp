#include "netseam/parallel/work_supply.hpp"

#include "netseam/core/error.hpp"

#include <utility>

namespace netseam::parallel {
namespace {

constexpr int to_root = 1, from_root = 2;
constexpr std::chrono::duration<double> report_interval{0.5};

}  // namespace

WorkSupply::WorkSupply(const Communicator& nodes, std::size_t ranks, WorkQueue& queue, WorkPool pool)
    : nodes_(Communicator::duplicate(nodes.get())),
      ranks_(ranks),
      queue_(queue),
      begun_(std::chrono::steady_clock::now()),
      reported_(begun_),
      pool_(std::move(pool)),
      done_of_(static_cast<std::size_t>(nodes_.size()), 0) {}

void WorkSupply::send(int to, int tag, Message message) {
  auto& letter = outbox_.emplace_back(Letter{message, MPI_REQUEST_NULL});
  MPI_Isend(&letter.message, sizeof(Message), MPI_BYTE, to, tag, nodes_.get(), &letter.request);
}

std::optional<WorkSupply::Message> WorkSupply::receive(int from, int tag, int& sender) {
  int there = 0;
  MPI_Status status;
  MPI_Iprobe(from, tag, nodes_.get(), &there, &status);
  if (there == 0) return std::nullopt;
  Message message;
  sender = status.MPI_SOURCE;
  MPI_Recv(&message, sizeof(Message), MPI_BYTE, sender, tag, nodes_.get(), MPI_STATUS_IGNORE);
  return message;
}

/// Rank 0 answers all nodes, itself among them.
void WorkSupply::serve() {
  int node = 0;
  while (const auto message = receive(MPI_ANY_SOURCE, to_root, node)) {
    const auto index = static_cast<std::size_t>(node);
    if (message->kind == Kind::ask) {
      const WorkRange range = pool_.take(index);
      send(node, from_root, {Kind::give, range.begin, range.end});
    } else if (message->kind == Kind::close) {
      if (pool_.closed()) continue;
      pool_.close();
      for (int other = 0; other < nodes_.size(); ++other) send(other, from_root, {Kind::close});
    } else {
      const std::size_t before = std::exchange(done_of_[index], message->first);
      if (node != 0) done_elsewhere_ += message->first - before;
      if (message->kind != Kind::leave || ++nodes_left_ < done_of_.size()) continue;
      for (int other = 0; other < nodes_.size(); ++other) send(other, from_root, {Kind::end});
    }
  }
}

void WorkSupply::hear() {
  int root = 0;
  while (const auto message = receive(0, from_root, root)) {
    if (message->kind == Kind::end) ended_ = true;
    if (message->kind == Kind::close) queue_.close();
    if (message->kind != Kind::give) continue;
    asked_ = false;
    const WorkRange range{message->first, message->second};
    exhausted_ = range.size() == 0;
    if (exhausted_) queue_.seal();
    if (!queue_.closed() && !queue_.add(range)) throw core::InternalError("work was given to a full queue");
  }
}

void WorkSupply::ask() {
  const auto now = std::chrono::steady_clock::now();
  const std::size_t done = queue_.done();
  if (queue_.closed() && !std::exchange(told_close_, true)) send(0, to_root, {Kind::close});
  const double seconds = std::chrono::duration<double>(now - begun_).count();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0.0;
  if (!asked_ && !exhausted_ && !queue_.closed() && queue_.remaining() <= WorkPool::low_water(ranks_, rate)) {
    asked_ = true;
    send(0, to_root, {Kind::ask});
  }
  if (left_) return;
  if (!asked_ && queue_.over() && queue_.left() == ranks_) {
    left_ = true;
    send(0, to_root, {Kind::leave, queue_.done()});
  } else if (now - reported_ >= report_interval) {
    reported_ = now;
    send(0, to_root, {Kind::report, done});
  }
}

bool WorkSupply::poll() {
  if (nodes_.is_root()) serve();
  hear();
  if (!ended_) ask();
  outbox_.remove_if([](Letter& letter) {
    int sent = 0;
    MPI_Test(&letter.request, &sent, MPI_STATUS_IGNORE);
    return sent != 0;
  });
  return ended_ && outbox_.empty();
}

}  // namespace netseam::parallel

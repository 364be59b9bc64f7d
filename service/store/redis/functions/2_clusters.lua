-- Which comments are near-duplicates of which: …cluster:FIRST has, from the
-- second one on, the members of the cluster that the comment FIRST began, by
-- creation time. What stands alone has no such key.

local clusters = {}

function clusters.join(p, id, cluster, created)
  if cluster == '' or cluster == id then return end
  local members = p .. 'cluster:' .. cluster
  if not call('ZSCORE', members, cluster) then
    local first = call('HGET', p .. 'comment:' .. cluster, 'created')
    if first then call('ZADD', members, first, cluster) end
  end
  call('ZADD', members, created, id)
end

function clusters.leave(p, id, cluster)
  call('ZREM', p .. 'cluster:' .. (cluster or id), id)
end

-- The other members of a comment's cluster.
function clusters.count(p, id, cluster)
  local members = p .. 'cluster:' .. (cluster or id)
  if not call('ZSCORE', members, id) then return 0 end
  return call('ZCARD', members) - 1
end

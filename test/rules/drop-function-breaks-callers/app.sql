SELECT greeting('you')

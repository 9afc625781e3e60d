<?php

// Runs single migrations with the real Illuminate: lines "up <file>" or "down <file>" in, "done" or "failed …" out.
foreach (['Container', 'Contracts', 'Support', 'Collections', 'Macroable', 'Events', 'Filesystem', 'Database'] as $part) {
    require_once "Illuminate/$part/autoload.php";
}

use Illuminate\Database\Capsule\Manager;
use Illuminate\Database\Migrations\DatabaseMigrationRepository;
use Illuminate\Database\Migrations\Migrator;
use Illuminate\Filesystem\Filesystem;
use Illuminate\Support\Facades\Facade;

[, $url, $folder] = $argv;
$at = parse_url($url);
$capsule = new Manager;
$container = $capsule->getContainer();
$capsule->addConnection($at['scheme'] === 'sqlite'
    ? ['driver' => 'sqlite', 'database' => ':memory:', 'prefix' => '']
    : ['driver' => 'pgsql', 'host' => $at['host'], 'port' => $at['port'], 'database' => ltrim($at['path'], '/'), 'username' => $at['user'], 'prefix' => '', 'charset' => 'utf8', 'schema' => 'public']);
$capsule->setAsGlobal();
$container->instance('db', $capsule->getDatabaseManager());
$container->bind('db.schema', fn () => $capsule->getDatabaseManager()->connection()->getSchemaBuilder());
Facade::setFacadeApplication($container);

$repository = new DatabaseMigrationRepository($capsule->getDatabaseManager(), $at['scheme'] === 'sqlite' ? 'migrations' : 'ledger.migrations');
if (! $repository->repositoryExists()) {
    $repository->createRepository();
}
$container->instance('migration.repository', $repository);
function app(string $name)
{
    return $GLOBALS['container']->make($name);
}
$migrator = new Migrator($repository, $capsule->getDatabaseManager(), new Filesystem);

echo "ready Illuminate 8\n";
while (($line = fgets(STDIN)) !== false) {
    [$direction, $name] = explode(' ', trim($line));
    try {
        if ($direction === 'forget') {
            $capsule->getConnection()->table($at['scheme'] === 'sqlite' ? 'migrations' : 'ledger.migrations')->where('migration', $name)->delete();
        } elseif ($direction === 'sql') {
            $capsule->getConnection()->unprepared(base64_decode($name));
        } elseif ($direction === 'up') {
            $migrator->runPending(["$folder/$name.php"]);
        } else {
            $migrator->rollback(["$folder/$name.php"], ['step' => 1]);
        }
        echo "done\n";
    } catch (Throwable $problem) {
        echo 'failed '.preg_replace('/\s*\n\s*/', ' | ', $problem->getMessage())."\n";
    }
}

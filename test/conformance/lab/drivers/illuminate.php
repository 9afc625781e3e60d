<?php

// Laravel's own Migrator, kept running: requests and answers as lines of JSON (see startDriver).
// The argument is the autoload file of the version.
require $argv[1];

use Illuminate\Container\Container;
use Illuminate\Database\Capsule\Manager;
use Illuminate\Database\Migrations\DatabaseMigrationRepository;
use Illuminate\Database\Migrations\Migrator;
use Illuminate\Filesystem\Filesystem;
use Illuminate\Support\Facades\Facade;

// Illuminate 8 is older than this PHP; what PHP says of that is not about the migrations.
error_reporting(E_ALL & ~E_DEPRECATED);

$capsule = new Manager;
$manager = $capsule->getDatabaseManager();
$container = $capsule->getContainer();
$container->instance('db', $manager);
$container->bind('db.schema', fn () => $manager->connection()->getSchemaBuilder());
Facade::setFacadeApplication($container);
Container::setInstance($container);

$repository = new DatabaseMigrationRepository($manager, 'migrations');
$container->instance('migration.repository', $repository);
$migrator = new Migrator($repository, $manager, new Filesystem);

$work = [
    'migrate' => function (string $folder) use ($repository, $migrator) {
        if (! $repository->repositoryExists()) {
            $repository->createRepository();
        }
        $migrator->run([$folder]);
    },
    'rollback' => fn (string $folder) => $migrator->rollback([$folder], ['step' => 1]),
];

echo json_encode(['ready' => true])."\n";
while (($line = fgets(STDIN)) !== false) {
    $request = json_decode($line, true, flags: JSON_THROW_ON_ERROR);
    $capsule->addConnection([
        'driver' => 'pgsql',
        'host' => $request['host'],
        'port' => $request['port'],
        'database' => $request['database'],
        'username' => $request['user'],
        'prefix' => '',
        'charset' => 'utf8',
        'search_path' => $request['searchPath'] ?? null,
        'schema' => isset($request['searchPath']) ? explode(', ', $request['searchPath']) : null, // Laravel 8's word for it
    ]);
    try {
        $work[$request['do']]($request['folder']);
        $answer = ['done' => true];
    } catch (Throwable $problem) {
        $answer = ['failed' => $problem->getMessage()];
    }
    // A session that stays would be in the way of whoever drops the database.
    $manager->purge();
    echo json_encode($answer, JSON_INVALID_UTF8_SUBSTITUTE)."\n";
}
